import { Profiler } from 'react';
import type { ReactNode } from 'react';

/** What is watched: the whole app, and two parts of it. */
export type Part = 'app' | 'status' | 'transcript';

/** Something of that part was rendered and committed. */
export interface Commit {
  readonly part: Part;
  /** ms that rendering took. */
  readonly duration: number;
}

let commits: Commit[] = [];

/** Everything that was committed since this was last asked. */
export function takeCommits(): Commit[] {
  const taken = commits;
  commits = [];
  return taken;
}

/** Notes each commit in which something below rendered. */
export function Watched({ part, children }: { part: Part; children: ReactNode }): ReactNode {
  return (
    <Profiler
      id={part}
      onRender={(_, __, duration) => {
        commits.push({ part, duration });
      }}
    >
      {children}
    </Profiler>
  );
}
