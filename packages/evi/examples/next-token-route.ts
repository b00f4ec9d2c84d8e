// app/api/token/route.ts of a Next.js app: the page asks here for its access token.
import { createTokenHandler, type TokenHandler } from '@vivavoce/evi';

let handler: TokenHandler | undefined;

// Made at the first request: a build has no secrets in its environment.
export function POST(request: Request): Promise<Response> {
  handler ??= createTokenHandler({
    apiKey: process.env['HUME_API_KEY'],
    secretKey: process.env['HUME_SECRET_KEY'],
    baseUrl: process.env['EVI_BASE_URL'],
    // Whoever passes talks at your expense: look at the session here.
    authorize: ({ headers }) => headers.get('cookie')?.includes('session=') ?? false,
  });
  return handler(request);
}
