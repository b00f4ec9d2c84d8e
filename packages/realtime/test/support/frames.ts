interface Frame {
  readonly type: string;
  readonly [name: string]: unknown;
}

/** What a session has received of that type. */
export function framesOf<Received extends Frame>(
  session: { readonly received: readonly Received[] } | undefined,
  type: string,
): Received[] {
  return (session?.received ?? []).filter((frame) => frame.type === type);
}
