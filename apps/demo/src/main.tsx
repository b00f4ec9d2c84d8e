import '@fontsource-variable/inter/wght.css';
import '@fontsource/instrument-serif/400.css';
import '@vivavoce/react/styles.css';
import './page.css';
import { VoiceProvider } from '@vivavoce/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { serverAddress } from './server-address.ts';

const root = document.getElementById('root');
const server = serverAddress(location);

if (root) {
  createRoot(root).render(
    <StrictMode>
      <VoiceProvider url={server}>
        <App server={server} />
      </VoiceProvider>
    </StrictMode>,
  );
}
