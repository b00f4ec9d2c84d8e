import { existsSync } from 'node:fs';
import { findChromium } from './chromium.mjs';
import { run } from './tools.mjs';

const canInstall = () =>
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/**
 * Installs what is missing of what `npm test` needs, where this user may: Chromium, the pocketsphinx recogniser, whose tests are
 * skipped without it, and ffmpeg, without which sound in containers is only refused in words.
 */
export async function bringTools() {
  const recogniser = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].some((folder) =>
    ['pocketsphinx', 'pocketsphinx_continuous'].some((name) => existsSync(`${folder}/${name}`)),
  );
  await bring([
    ...(findChromium() ? [] : ['chromium']),
    ...(recogniser ? [] : ['pocketsphinx', 'pocketsphinx-en-us']),
    ...(existsSync('/usr/bin/ffmpeg') ? [] : ['ffmpeg']),
  ]);
}

/** Installs what the long tests need beside, where it is missing and this user may: Firefox, WebKitGTK, and virtual sound devices. */
export async function bringEngines() {
  const wanted = {
    'firefox-esr': '/usr/bin/firefox-esr',
    pulseaudio: '/usr/bin/pulseaudio',
    'pulseaudio-utils': '/usr/bin/pactl',
    'webkit2gtk-driver': '/usr/bin/WebKitWebDriver',
    xvfb: '/usr/bin/Xvfb',
  };
  const missing = Object.entries(wanted).filter(([, path]) => !existsSync(path));
  const plugins = ['base', 'good', 'bad'].map((set) => `gstreamer1.0-plugins-${set}`);
  if (missing.length > 0) await bring([...missing.map(([name]) => name), ...plugins]);
}

/** @param {string[]} packages */
async function bring(packages) {
  if (packages.length === 0 || !canInstall()) return;
  console.log(`Installing ${packages.join(', ')} …`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env, quiet: true });
  const { ok, output } = await run(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
    {
      env,
      quiet: true,
    },
  );
  if (!ok) console.error(output);
}
