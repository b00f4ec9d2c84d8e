#!/usr/bin/env node
import { CreateError } from './create-error.ts';
import { run } from './run.ts';

try {
  const said = await run({
    args: process.argv.slice(2),
    interactive: process.stdin.isTTY && process.stdout.isTTY,
    agent: process.env['npm_config_user_agent'],
    input: process.stdin,
    output: process.stdout,
  });
  process.stdout.write(said);
} catch (error) {
  if (!(error instanceof CreateError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
