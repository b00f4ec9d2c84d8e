import { useState } from 'react';
import type { ComponentType, ReactNode } from 'react';
import { useTranscriptLabels } from '../hooks/useTranscriptLabels.ts';

/** A component in a file of its own, which comes when somebody asks for it. */
export interface Fetched<Props> {
  /** Null until it is there. */
  readonly Part: ComponentType<Props> | null;
  /** Whether it could not be fetched. */
  readonly failed: boolean;
  /** Fetches it, or tries again; nothing where it is there. */
  readonly fetch: () => void;
}

/** @param load imports it; defined outside of components, since React's compiler passes over one that imports */
export function useFetched<Props>(load: () => Promise<ComponentType<Props>>): Fetched<Props> {
  const [Part, setPart] = useState<ComponentType<Props> | null>(null);
  const [failed, setFailed] = useState(false);
  return {
    Part,
    failed,
    fetch: () => {
      if (Part) return;
      setFailed(false);
      load().then(
        (part) => setPart(() => part),
        // A page that went offline, or was deployed anew.
        () => setFailed(true),
      );
    },
  };
}

/** Says that it could not be fetched, with a button to try again. */
export function NotFetched({ onRetry }: { readonly onRetry: () => void }): ReactNode {
  const { actionsFailed, retryNow } = useTranscriptLabels();
  return (
    <>
      <p role="alert" className="vv-transcript__outcome">
        {actionsFailed}
      </p>
      <button type="button" className="vv-button" onClick={onRetry}>
        {retryNow}
      </button>
    </>
  );
}
