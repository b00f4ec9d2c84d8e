import { useState } from 'react';
import type { MouseEvent, ReactNode } from 'react';
import { useTranscriptLabels } from '../hooks/useTranscriptLabels.ts';
import { useTranscript } from '../hooks/useTranscript.ts';
import { windowOf } from '../hooks/window-of.ts';
import { formatTranscript } from '../words/format-transcript.ts';
import type { TranscriptFormat } from '../words/format-transcript.ts';

const files = [
  ['text', 'txt', 'text/plain'],
  ['json', 'json', 'application/json'],
  ['vtt', 'vtt', 'text/vtt'],
] as const;

/** How long a browser may take to begin with a download, in ms. */
const downloadTimeout = 30_000;

/** Copies all that is kept of the transcript, or saves it. A file of its own, fetched when somebody asks for it. */
export function TranscriptMenu(): ReactNode {
  const labels = useTranscriptLabels();
  const { entries } = useTranscript();
  const [outcome, setOutcome] = useState<'copied' | 'copyFailed' | null>(null);
  const write = (format: TranscriptFormat): string => formatTranscript(entries, format, { labels });

  async function copy({ currentTarget }: MouseEvent): Promise<void> {
    setOutcome(null);
    try {
      // A window that has not the focus may not write.
      await windowOf(currentTarget).navigator.clipboard.writeText(write('text'));
      setOutcome('copied');
    } catch {
      // Not asked by a click, forbidden by the page's policy, or no https.
      setOutcome('copyFailed');
    }
  }

  return (
    <>
      <button type="button" className="vv-button" onClick={(event) => void copy(event)}>
        {labels.copy}
      </button>
      {files.map(([format, extension, type]) => (
        <button
          key={format}
          type="button"
          className="vv-button"
          onClick={() => {
            const begin = new Date(entries[0]?.receivedAt ?? Date.now()).toISOString();
            const name = `transcript-${begin.slice(0, 19).replace(/:/g, '-')}.${extension}`;
            save(name, new Blob([write(format)], { type: `${type};charset=utf-8` }));
          }}
        >
          {labels.saveAs[format]}
        </button>
      ))}
      <p role="status" className="vv-transcript__outcome">
        {outcome && labels[outcome]}
      </p>
    </>
  );
}

function save(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), downloadTimeout);
}
