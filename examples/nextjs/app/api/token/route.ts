import { createTokenHandler } from '@vivavoce/evi';

// Made at the request: a build has no secrets in its environment.
export function POST(request: Request): Promise<Response> {
  const answer = createTokenHandler({
    baseUrl: process.env.NEXT_PUBLIC_VOICE_URL ?? 'http://127.0.0.1:8788',
    apiKey: process.env.VIVAVOCE_API_KEY ?? '',
    secretKey: process.env.VIVAVOCE_SECRET_KEY ?? '',
    authorize: mayTalk,
    onError: (error) => console.error(error),
  });
  return answer(request);
}

/** Everyone you let through may use your server: look at the visitor's session here before you deploy this. */
function mayTalk(): boolean {
  return process.env.NODE_ENV === 'development' || process.env.VOICE_FOR_EVERYONE === 'yes';
}
