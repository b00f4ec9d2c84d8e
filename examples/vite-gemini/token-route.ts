import { createRealtimeToken } from '@vivavoce/realtime';
import type { Connect, Plugin } from 'vite';

/**
 * Answers `/api/realtime-token` in `vite` and `vite preview`. A page that you deploy needs the same on your own server, where `authorize`
 * looks at the visitor's session: everyone you let through talks at your expense.
 */
export function tokenRoute(env: Record<string, string>): Plugin {
  const answer: Connect.SimpleHandleFunction = async (incoming, outgoing) => {
    try {
      const { method, headers } = incoming;
      const token = createRealtimeToken({
        gemini: { url: env['VITE_GEMINI_URL'] },
        apiKey: env['GEMINI_API_KEY'] ?? '',
        authorize: () => true,
        onError: (error) => console.error(error),
      });
      const response = await token(
        new Request(`http://${headers.host}/api/realtime-token`, {
          method,
          headers: { ...(headers.origin && { origin: headers.origin }) },
        }),
      );
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(await response.text());
    } catch (error) {
      console.error(error);
      outgoing.writeHead(500).end();
    }
  };
  return {
    name: 'token-route',
    configureServer: ({ middlewares }) => void middlewares.use('/api/realtime-token', answer),
    configurePreviewServer: ({ middlewares }) =>
      void middlewares.use('/api/realtime-token', answer),
  };
}
