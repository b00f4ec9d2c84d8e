import '@fontsource-variable/inter/wght.css';
import '@fontsource/instrument-serif/400.css';
import '@vivavoce/react/styles.css';
import './looks/page.css';
import './looks/stage.css';
import './looks/welcome.css';
import './looks/talk.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Demo } from './Demo.tsx';
import { serverAddress } from './server-address.ts';
import { wearTheme } from './theme.ts';

const root = document.getElementById('root');

wearTheme();
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Demo server={serverAddress(location)} />
    </StrictMode>,
  );
}
