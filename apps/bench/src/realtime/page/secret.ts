/** What the page's own server gives out for one connection. */
export async function secret(): Promise<string> {
  const answer = await fetch('/token', { method: 'POST' });
  return ((await answer.json()) as { token: string }).token;
}
