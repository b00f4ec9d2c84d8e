import { createRealtimeToken } from '@vivavoce/realtime';

// Made at the request: a build has no secrets in its environment.
export function POST(request: Request): Promise<Response> {
  const answer = createRealtimeToken({
    openai: { url: process.env.NEXT_PUBLIC_OPENAI_URL },
    apiKey: process.env.OPENAI_API_KEY ?? '',
    authorize: mayTalk,
    onError: (error) => console.error(error),
  });
  return answer(request);
}

/** Everyone you let through talks at your expense: look at the visitor's session here before you deploy this. */
function mayTalk(): boolean {
  return process.env.NODE_ENV === 'development' || process.env.VOICE_FOR_EVERYONE === 'yes';
}
