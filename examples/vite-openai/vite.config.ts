import react from '@vitejs/plugin-react';
import { defineConfig, loadEnv } from 'vite';
import { tokenRoute } from './token-route';

export default defineConfig(({ mode }) => ({
  plugins: [react(), tokenRoute(loadEnv(mode, process.cwd(), ''))],
}));
