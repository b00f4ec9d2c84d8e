import { secret } from '../secret.ts';
import type { App } from './app.ts';
import { Kit } from './kit.tsx';

const credentials = async (): Promise<{ accessToken: string }> => ({ accessToken: await secret() });

/** This kit on EVI. */
export const app: App = ({ url, onShown }) => (
  <Kit url={url} credentials={credentials} onShown={onShown} />
);
