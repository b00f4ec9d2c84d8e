import { VoiceClient } from '@vivavoce/core';
import type { Undo, VoiceClientOptions } from '@vivavoce/core';
import { useEffect, useInsertionEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { VoiceLabels } from './labels/voice-labels.ts';
import { useLayout } from './layout-effect.ts';
import { sameSelection } from '../store/same-selection.ts';
import { createCallbackFollower } from './voice-callbacks.ts';
import type { VoiceCallbacks } from './voice-callbacks.ts';
import { bindClient } from './voice-binding.ts';
import { warnAwayFromHome } from './warn-away-from-home.ts';
import { LabelsContext, VoiceContext } from './voice-context.ts';

/** What every provider takes, whoever makes the client. */
interface SharedProps extends VoiceCallbacks {
  readonly children?: ReactNode | undefined;
  /** The texts of all components below. Default: `english`. */
  readonly labels?: VoiceLabels | undefined;
  /** How many transcript entries are kept, at least 1; the oldest are dropped first. Default: 5,000. */
  readonly historyLimit?: number | undefined;
}

/** A client of the app's own, which has its options already. */
interface GivenClient extends Readonly<Partial<Record<keyof VoiceClientOptions, undefined>>> {
  /** A client that the app made itself, and disconnects itself, also when this is hidden. */
  readonly client: VoiceClient;
}

/** Options of the client, or a client of the app's own; callbacks, labels and the history limit. */
export type VoiceProviderProps = SharedProps &
  ((VoiceClientOptions & { readonly client?: undefined }) | GivenClient);

/**
 * One conversation for all hooks and components below it. Providers on the same page are independent. Nothing is opened
 * before `connect()`; when the provider unmounts, or `<Activity>` hides it, it hangs up.
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
  client: given,
  children,
  labels,
  historyLimit,
  onConnect,
  onDisconnect,
  onMessage,
  onError,
  onToolCall,
  ...options
}: VoiceProviderProps): ReactNode {
  const [callbacks] = useState(createCallbackFollower);
  // Before any effect below, and also while React hides this.
  useInsertionEffect(() =>
    callbacks.keep({ onConnect, onDisconnect, onMessage, onError, onToolCall }),
  );
  // Made also where one is given, as it opens nothing: the tree below stays as it is when the props come to name another.
  const [own] = useState(() => {
    const made = new VoiceClient(options);
    // Never undone: leaving the page ends the call, and `onDisconnect` is called then.
    callbacks.follow(made);
    return made;
  });
  const client = given ?? own;
  const [binding, setBinding] = useState(() => bindClient(client));
  if (binding.client !== client) setBinding(bindClient(client));

  const applied = useRef(options);
  // Before anybody can see the new props, press a button below, or connect in an effect below.
  useLayout(() => {
    binding.keepSessionTools(options.session?.tools);
    if (sameSelection(applied.current, options)) return;
    applied.current = options;
    own.setOptions(options);
  });

  const homeless = !given && !options.url && !options.service;
  useEffect(() => {
    if (homeless) warnAwayFromHome('VoiceProvider');
  }, [homeless]);

  const inUse = useRef(false);
  useEffect(() => {
    inUse.current = client === own;
    return () => {
      inUse.current = false;
      // StrictMode and hot reloading unmount and mount again within one task: no reason to hang up.
      void Promise.resolve().then(() => {
        if (!inUse.current) void own.disconnect();
      });
    };
  }, [client, own]);

  // A client of the app's own is followed also while React hides this: nothing that is said meanwhile may be missing. Insertion
  // effects alone are undone when it leaves, and not when it is hidden.
  const unfollow = useRef<Undo[]>([]);
  const limit = Math.max(1, historyLimit ?? 5000) || 5000;
  useEffect(() => {
    unfollow.current.forEach((step) => step());
    unfollow.current = [binding.store.follow(limit)];
    if (binding.client !== own) unfollow.current.push(callbacks.follow(binding.client));
  }, [binding, limit, own, callbacks]);
  useInsertionEffect(() => () => unfollow.current.forEach((step) => step()), []);

  return (
    <VoiceContext.Provider value={binding}>
      <LabelsContext.Provider value={labels ?? null}>{children}</LabelsContext.Provider>
    </VoiceContext.Provider>
  );
}
