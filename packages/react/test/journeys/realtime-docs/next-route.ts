// app/api/realtime-token/route.ts
import { createRealtimeToken } from '@vivavoce/realtime';

// Made at the request: a build has no secrets in its environment.
export function POST(request: Request): Promise<Response> {
  const answer = createRealtimeToken({
    openai: true,
    apiKey: process.env['OPENAI_API_KEY'],
    // Whoever passes talks at your expense: look at your own session here.
    authorize: ({ headers }) => headers.get('cookie')?.includes('session=') ?? false,
  });
  return answer(request);
}
