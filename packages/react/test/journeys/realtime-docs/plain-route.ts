// server.ts
import { createRealtimeToken } from '@vivavoce/realtime';

const token = createRealtimeToken({
  gemini: true,
  apiKey: process.env['GEMINI_API_KEY'],
  // Whoever passes talks at your expense: look at your own session here.
  authorize: ({ headers }) => headers.get('cookie')?.includes('session=') ?? false,
});

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    return pathname === '/api/realtime-token'
      ? token(request)
      : new Response(null, { status: 404 });
  },
};
