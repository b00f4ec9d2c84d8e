import { VoiceClient } from '@vivavoce/core';
import type { SessionOptions, Undo, VoiceClientOptions } from '@vivavoce/core';
import { useEffect, useInsertionEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { VoiceLabels } from './labels/voice-labels.ts';
import { sameSelection } from '../store/same-selection.ts';
import { bindClient } from './voice-binding.ts';
import { LabelsContext, VoiceContext } from './voice-context.ts';

/** What every provider takes, whoever makes the client. */
interface SharedProps {
  readonly children?: ReactNode | undefined;
  /** The words of all components below. Default: `english`. */
  readonly labels?: VoiceLabels | undefined;
  /** How many transcript entries are kept, 1 at least, the oldest dropped first. Default: 5,000. */
  readonly historyLimit?: number | undefined;
}

/** The same, with the defaults in their places. */
interface Shared {
  readonly children: ReactNode;
  readonly labels: VoiceLabels | null;
  readonly historyLimit: number;
}

/** Options of the client, or a client of the app's own; and words and history for all below. */
export interface VoiceProviderProps extends VoiceClientOptions, SharedProps {
  /** A client the app made itself. It then has its options already, and hanging up is the app's business, also when this is hidden. */
  readonly client?: VoiceClient | undefined;
}

/**
 * One conversation for all hooks and components below it. Providers on the same page know nothing of each other. Nothing
 * is opened before `connect()`; when the provider leaves the page, or `<Activity>` hides it, it hangs up.
 *
 * Options that change apply to the next `connect()`.
 *
 * @example
 * ```tsx
 * <VoiceProvider url="http://127.0.0.1:8788">
 *   <ConnectButton />
 *   <Transcript />
 * </VoiceProvider>
 * ```
 */
export function VoiceProvider({
  client,
  children,
  labels,
  historyLimit,
  ...options
}: VoiceProviderProps): ReactNode {
  const shared = {
    children,
    labels: labels ?? null,
    historyLimit: Math.max(1, historyLimit ?? 5000) || 5000,
  };
  return client ? (
    <BoundVoice {...shared} client={client} />
  ) : (
    <OwnVoice {...shared} options={options} />
  );
}

function OwnVoice({
  options,
  ...shared
}: Shared & { readonly options: VoiceClientOptions }): ReactNode {
  const [client] = useState(() => new VoiceClient(options));
  const applied = useRef(options);
  const mounted = useRef(false);

  useEffect(() => {
    if (sameSelection(applied.current, options)) return;
    applied.current = options;
    client.setOptions(options);
  });

  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
      // StrictMode and hot reloading unmount and mount again within one task: no reason to hang up.
      void Promise.resolve().then(() => {
        if (!mounted.current) void client.disconnect();
      });
    };
  }, [client]);

  return <BoundVoice {...shared} client={client} tools={options.session?.tools} />;
}

function BoundVoice({
  client,
  children,
  labels,
  historyLimit,
  tools,
}: Shared & {
  readonly client: VoiceClient;
  readonly tools?: SessionOptions['tools'] | undefined;
}): ReactNode {
  const [binding, setBinding] = useState(() => bindClient(client));
  if (binding.client !== client) setBinding(bindClient(client));

  // Also while React hides it, with a client of the app's own: what was said meanwhile must not be missing. Effects of this
  // one kind alone are undone when it leaves, and not when it is hidden.
  const unfollow = useRef<Undo | null>(null);
  useEffect(() => {
    unfollow.current?.();
    unfollow.current = binding.store.follow(historyLimit);
  }, [binding, historyLimit]);
  useInsertionEffect(() => () => unfollow.current?.(), []);
  useEffect(() => binding.keepSessionTools(tools), [binding, tools]);

  return (
    <VoiceContext.Provider value={binding}>
      <LabelsContext.Provider value={labels}>{children}</LabelsContext.Provider>
    </VoiceContext.Provider>
  );
}
