import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import '@vivavoce/react/styles.css';

export const metadata: Metadata = { title: 'Voice with Next.js' };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
