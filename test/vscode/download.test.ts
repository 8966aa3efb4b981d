import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalHub, sendFrom, startOf } from '../hub/localHub';
import { HuggingFaceHome } from './huggingFaceHome';
import { credit } from './credit';
import { Session } from './session';

const slow = { timeout: 60_000, interval: 250 };
const tiny = path.resolve(import.meta.dirname, '..', 'decode', 'graph', 'goldens', 'tiny4');
const weights = readFileSync(path.join(tiny, 'diffusion_pytorch_model.safetensors'));
const config = readFileSync(path.join(tiny, 'config.json'));

async function showPanel(vscode: Session): Promise<void> {
  await vscode.open('stable_diffusion.py');
  await vscode.clickOn('beta_schedule');
  await vscode.command('Show Noise Schedule');
  await vscode
    .panel()
    .locator('.credit', { hasText: 'embedded preview decoder (SD 1/2)' })
    .waitFor({ timeout: 2 * slow.timeout });
}

/** Sends a little at a time until the connection is closed. */
function drip(response: ServerResponse, content: Buffer, start: number): void {
  response.writeHead(200, { 'Content-Length': content.length });
  let at = start;
  const more = setInterval(() => {
    if (at < content.length / 2) response.write(content.subarray(at, (at += 16_384)));
  }, 100);
  response.on('close', () => clearInterval(more));
}

describe('downloading the tiny autoencoder', () => {
  const home = new HuggingFaceHome();
  const hub = new LocalHub({ config, weights });
  let vscode: Session;
  const offer = () => vscode.panel().locator('.offer');
  const notification = (text: string) => vscode.page.locator('.notification-list-item', { hasText: text }).first();
  const ask = async (): Promise<void> => {
    await offer().getByText('Download…').click();
    await vscode.page.locator('.monaco-dialog-box').waitFor();
  };
  const answer = (button: string) =>
    vscode.page.locator('.monaco-dialog-box').getByRole('button', { name: button }).click();
  const partials = (): string[] => {
    const blobs = path.join(home.hub, 'models--madebyollin--taesd', 'blobs');
    return existsSync(blobs) ? readdirSync(blobs).filter((name) => name.endsWith('.incomplete')) : [];
  };

  beforeAll(async () => {
    const environment = { ...home.environment, HF_ENDPOINT: await hub.start() };
    vscode = await Session.start({ theme: 'dark', environment });
    await showPanel(vscode);
  });
  afterAll(async () => {
    await vscode.end();
    await hub.stop();
    home.remove();
  });

  it('is offered with size, licence and destination, and nothing is asked of the Hub', async () => {
    await offer().waitFor({ timeout: slow.timeout });
    const text = await offer().innerText();
    for (const part of [
      'madebyollin/taesd',
      'about 10 MB',
      'MIT licence',
      path.join(home.hub, 'models--madebyollin--taesd'),
    ])
      expect(text).toContain(part);
    await offer().evaluate((element) => element.scrollIntoView({ block: 'end' }));
    await vscode.screenshot('download-offer-dark');
    expect(hub.seen).toEqual([]);
  });

  it('asks once more, and does nothing without a yes', async () => {
    await ask();
    await vscode.screenshot('download-consent');
    await answer('Cancel');
    await vscode.page.waitForTimeout(1_000);
    expect(hub.seen).toEqual([]);
  });

  it('shows its progress and can be cancelled; what has come is kept', async () => {
    hub.weightsAnswer = (_, response) => drip(response, weights, 0);
    await ask();
    await answer('Download');
    await expect
      .poll(() => notification('Downloading madebyollin/taesd').innerText(), slow)
      .toMatch(/\d\.\d of \d\.\d MB/);
    await vscode.screenshot('download-progress');
    await notification('Downloading madebyollin/taesd').hover();
    await notification('Downloading madebyollin/taesd').getByRole('button', { name: 'Cancel' }).click();
    await notification('Downloading madebyollin/taesd').waitFor({ state: 'hidden' });
    expect(partials()).toHaveLength(1);
    expect(await credit(vscode)).toContain('embedded preview decoder');
  });

  it('refuses what arrives with a wrong checksum, and says so', async () => {
    hub.weightsAnswer = (request, response) => sendFrom(startOf(request), Buffer.alloc(weights.length, 7), response);
    await ask();
    await answer('Download');
    await notification('wrong checksum').waitFor({ timeout: slow.timeout });
    await vscode.screenshot('download-wrong-checksum');
    expect(await credit(vscode)).toContain('embedded preview decoder');
    expect(partials()).toHaveLength(0);
  });

  it('goes on where it was interrupted, and then the pictures switch to it by themselves', async () => {
    hub.weightsAnswer = (_, response) => drip(response, weights, 0);
    await notification('wrong checksum').getByRole('button', { name: 'Try Again' }).click();
    await expect.poll(() => partials().length, slow).toBe(1);
    await expect.poll(() => notification('Downloading madebyollin/taesd').innerText(), slow).toMatch(/0\.[1-9] of/);
    await notification('Downloading madebyollin/taesd').hover();
    await notification('Downloading madebyollin/taesd').getByRole('button', { name: 'Cancel' }).click();
    await notification('Downloading madebyollin/taesd').waitFor({ state: 'hidden' });
    hub.weightsAnswer = null;
    await ask();
    await answer('Download');
    await expect.poll(() => credit(vscode), slow).toContain('madebyollin/taesd (AutoencoderTiny, float32) on CPU');
    expect(hub.weightsRequests.at(-1)?.range).toMatch(/^bytes=[1-9]\d*-$/);
    for (const { authorization } of hub.seen) expect(authorization).toBeUndefined();
    expect(await offer().isVisible()).toBe(false);
    await vscode
      .panel()
      .locator('.origin')
      .evaluate((element) => element.scrollIntoView({ block: 'end' }));
    await vscode.screenshot('download-done');
    await vscode.clickOn('LMSDiscreteScheduler', 1);
    await vscode.hover(
      'LMSDiscreteScheduler(',
      'madebyollin/taesd (AutoencoderTiny, float32), in your Hugging Face cache',
    );
  });
});

describe('where the Hub must not be asked', () => {
  const home = new HuggingFaceHome();
  const hub = new LocalHub({ config, weights });
  let vscode: Session;
  beforeAll(async () => {
    const environment = { ...home.environment, HF_ENDPOINT: await hub.start(), HF_HUB_OFFLINE: '1' };
    vscode = await Session.start({ theme: 'light', environment });
    await showPanel(vscode);
  });
  afterAll(async () => {
    await vscode.end();
    await hub.stop();
    home.remove();
  });

  it('nothing is offered, and the command says why it does nothing', async () => {
    expect(await vscode.panel().locator('.offer').isVisible()).toBe(false);
    await vscode.command('Download Preview Decoder');
    await vscode.page.locator('.quick-input-list .monaco-list-row', { hasText: 'SD 1/2' }).first().click();
    await vscode.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Download' }).click();
    const said = vscode.page.locator('.notification-list-item', { hasText: 'HF_HUB_OFFLINE is 1' }).first();
    await said.waitFor({ timeout: slow.timeout });
    await vscode.screenshot('download-offline');
    expect(hub.seen).toEqual([]);
  });
});

describe('an offer that is not wanted', () => {
  const home = new HuggingFaceHome();
  let vscode: Session;
  beforeAll(async () => {
    vscode = await Session.start({ theme: 'light', size: { width: 900, height: 1000 }, environment: home.environment });
    await showPanel(vscode);
  });
  afterAll(async () => {
    await vscode.end();
    home.remove();
  });

  it('goes away at a word and does not come back, not even in a new window', async () => {
    const offer = () => vscode.panel().locator('.offer');
    await offer().waitFor({ timeout: slow.timeout });
    await offer().evaluate((element) => element.scrollIntoView({ block: 'end' }));
    await vscode.screenshot('download-offer-light-narrow');
    await offer().getByText('No, thanks').click();
    expect(await offer().isVisible()).toBe(false);
    await vscode.reload();
    await expect.poll(() => credit(vscode), slow).toContain('embedded preview decoder (SD 1/2)');
    expect(await offer().isVisible()).toBe(false);
  });
});
