import { VoiceProvider } from '@vivavoce/react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { App } from './App.tsx';
import { useServerHealth } from './useServerHealth.ts';

/** The page with a server behind it, or with a partner in the page itself once somebody chose that. */
export function Demo({ server }: { readonly server: string }): ReactNode {
  const [partner, setPartner] = useState<string | null>(null);
  const [failures, setFailures] = useState(0);
  const report = useServerHealth(server, failures);

  async function goOffline(): Promise<void> {
    const { offlinePartner } = await import('./offline/offline-partner.ts');
    setPartner(offlinePartner());
  }

  return (
    <VoiceProvider
      key={partner ?? server}
      url={partner ?? server}
      {...(partner && { thread: 'main' as const })}
    >
      <App
        report={partner ? { status: 'offline' } : report}
        onFailure={() => setFailures(failures + 1)}
        onOffline={() => void goOffline()}
      />
    </VoiceProvider>
  );
}
