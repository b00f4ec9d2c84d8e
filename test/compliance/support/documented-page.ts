/** What a page of the docs has a reader do. */
export type Step =
  /** A fence whose info string names a file, as `js chat.mjs`: the reader writes it down. */
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  /** A `sh` fence: the reader runs it. A `text` fence straight after it is what it prints, `…` standing for anything. */
  | {
      readonly kind: 'run';
      readonly line: number;
      readonly script: string;
      readonly prints: string | undefined;
    }
  /** A `sh` fence below `<!-- not run: why -->`. */
  | { readonly kind: 'not-run'; readonly script: string; readonly why: string };

interface Fence {
  readonly language: string;
  readonly name: string;
  readonly text: string;
  readonly line: number;
  /** What stands between the fence before and this one. */
  readonly before: string;
}

/** Reads the steps of a page, in their order. */
export function stepsOf(markdown: string): Step[] {
  const fences = fencesOf(markdown);
  return fences.flatMap((fence, i): Step[] => {
    if (fence.name !== '') return [{ kind: 'file', name: fence.name, text: fence.text }];
    if (fence.language !== 'sh') return [];
    const why = /<!-- not run: (.+?) -->\s*$/.exec(fence.before)?.[1];
    if (why !== undefined) return [{ kind: 'not-run', script: fence.text, why }];
    const next = fences[i + 1];
    const prints = next?.language === 'text' && next.before.trim() === '' ? next.text : undefined;
    return [{ kind: 'run', line: fence.line, script: fence.text, prints }];
  });
}

/** Whether it printed what the page says. Spaces at the ends of lines do not count. */
export function printsAs(printed: string, promised: string): boolean {
  const trimmed = (text: string) => text.replace(/[ \t]+$/gm, '').trim();
  const parts = trimmed(promised).split('…').map(escaped);
  return new RegExp(`^${parts.join('[\\s\\S]*?')}$`).test(trimmed(printed));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function fencesOf(markdown: string): Fence[] {
  const fences: Fence[] = [];
  let open: { info: string; line: number; before: string; text: string[] } | undefined;
  let between: string[] = [];
  for (const [i, line] of markdown.split('\n').entries()) {
    const mark = /^```(.*)$/.exec(line);
    if (open && mark?.[1] === '') {
      const [language = '', name = ''] = open.info.split(/\s+/);
      const { line: at, before, text } = open;
      fences.push({ language, name, text: `${text.join('\n')}\n`, line: at, before });
      open = undefined;
      between = [];
    } else if (open) open.text.push(line);
    else if (mark)
      open = { info: mark[1] ?? '', line: i + 1, before: between.join('\n'), text: [] };
    else between.push(line);
  }
  return fences;
}
