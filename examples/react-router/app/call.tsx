import { ConnectButton, ConnectionStatus, VoiceProvider } from '@vivavoce/react';
import { Link, Outlet } from 'react-router';

/** The provider stands above the routes: the call goes on while the visitor moves between them. */
export default function Call() {
  return (
    <VoiceProvider url="http://127.0.0.1:8788">
      <nav>
        <Link to="/">Conversation</Link> <Link to="/notes">Notes</Link>
      </nav>
      <ConnectionStatus />
      <ConnectButton />
      <Outlet />
    </VoiceProvider>
  );
}
