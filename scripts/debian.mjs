import { existsSync } from 'node:fs';
import { findChromium } from './chromium.mjs';
import { run } from './tools.mjs';

const canInstall = () =>
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** Installs the system's Chromium where there is none and this user may. */
export async function bringChromium() {
  if (!findChromium()) await bring(['chromium']);
}

/** Installs the pocketsphinx recogniser where there is none and this user may; without it its own tests are skipped. */
export async function bringRecogniser() {
  const there = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].some((folder) =>
    ['pocketsphinx', 'pocketsphinx_continuous'].some((name) => existsSync(`${folder}/${name}`)),
  );
  if (!there) await bring(['pocketsphinx', 'pocketsphinx-en-us']);
}

/** Installs ffmpeg where there is none and this user may; without it sound in containers is only refused in words. */
export async function bringDecoder() {
  if (!existsSync('/usr/bin/ffmpeg')) await bring(['ffmpeg']);
}

/** Installs Firefox, WebKitGTK and what they sound through, where they are missing and this user may. */
export async function bringEngines() {
  const wanted = {
    'firefox-esr': '/usr/bin/firefox-esr',
    pulseaudio: '/usr/bin/pulseaudio',
    'webkit2gtk-driver': '/usr/bin/WebKitWebDriver',
    xvfb: '/usr/bin/Xvfb',
  };
  const missing = Object.entries(wanted).filter(([, path]) => !existsSync(path));
  const plugins = ['base', 'good', 'bad'].map((set) => `gstreamer1.0-plugins-${set}`);
  if (missing.length > 0) await bring([...missing.map(([name]) => name), ...plugins]);
}

/** @param {string[]} packages */
async function bring(packages) {
  if (!canInstall()) return;
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
