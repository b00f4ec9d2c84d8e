import type { ReactNode } from 'react';

/** A stroke drawing in the text's own colour and size. Decoration: the words beside it say the same. */
function icon(path: string): ReactNode {
  return (
    <svg
      className="vv-icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={path} />
    </svg>
  );
}

// A constant each, so that an app carries only those it shows.
export const microphone: ReactNode = /* @__PURE__ */ icon(
  'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3',
);
export const microphoneOff: ReactNode = /* @__PURE__ */ icon(
  'M9 9v3a3 3 0 0 0 4.6 2.5M15 11V6a3 3 0 0 0-5.7-1.3M5.5 11.5a6.5 6.5 0 0 0 10 5.5M18.5 11.5a6.4 6.4 0 0 1-.7 2.9M12 18v3M4 4l16 16',
);
export const hangUp: ReactNode = /* @__PURE__ */ icon(
  'M3.5 14.5c-.9-1.2-.6-3 .8-3.9a14.6 14.6 0 0 1 15.4 0c1.4.9 1.7 2.7.8 3.9l-.5.7c-.4.5-1 .7-1.6.5l-2.6-.9a1.4 1.4 0 0 1-.9-1.5l.1-1.2a12 12 0 0 0-6 0l.1 1.2a1.4 1.4 0 0 1-.9 1.5l-2.6.9c-.6.2-1.2 0-1.6-.5Z',
);
export const talk: ReactNode = /* @__PURE__ */ icon('M9 3h6v18H9ZM4 10v4M20 10v4');
export const keyboard: ReactNode = /* @__PURE__ */ icon(
  'M3 6h18v12H3ZM7 10h.01M12 10h.01M17 10h.01M8 14h8',
);
export const captions: ReactNode = /* @__PURE__ */ icon(
  'M3 5h18v14H3ZM10.5 10.6a2 2 0 1 0 0 2.8M17 10.6a2 2 0 1 0 0 2.8',
);
export const stop: ReactNode = /* @__PURE__ */ icon('M7 7h10v10H7Z');
export const cancel: ReactNode = /* @__PURE__ */ icon('M6 6l12 12M18 6 6 18');
export const send: ReactNode = /* @__PURE__ */ icon('M12 19V5M6 11l6-6 6 6');
export const latest: ReactNode = /* @__PURE__ */ icon('M12 5v14M6 13l6 6 6-6');
export const save: ReactNode = /* @__PURE__ */ icon('M12 4v11M7 10l5 5 5-5M5 20h14');
export const tool: ReactNode = /* @__PURE__ */ icon(
  'M14.5 6.5a4 4 0 0 0-5.3 5L4 16.7 7.3 20l5.2-5.2a4 4 0 0 0 5-5.3L15 12l-3-3Z',
);
