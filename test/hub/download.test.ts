import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { download, type DownloadOptions } from '../../src/hub/download';
import { planDownload, type DownloadPlan } from '../../src/hub/plan';
import { breakOffAfter, commit, config, gitOid, LocalHub, sendFrom, sha256, startOf, weights } from './localHub';

let hub: LocalHub;
let endpoint: string;
let cache: string;
let plan: DownloadPlan;

beforeEach(async () => {
  hub = new LocalHub();
  endpoint = await hub.start();
  cache = mkdtempSync(join(tmpdir(), 'sigmascope-hub-'));
  plan = planDownload('sd', cache);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await hub.stop();
  rmSync(cache, { recursive: true, force: true });
});

const run = (options: Partial<DownloadOptions> = {}): Promise<string> =>
  download(plan, { consent: { consent: true, to: plan }, endpoint, ...options });

const blob = (etag: string): string => join(plan.destination, 'blobs', etag);
const partial = (): string => `${blob(sha256)}.incomplete`;
const leavePartial = (content: Buffer): void => {
  mkdirSync(join(plan.destination, 'blobs'), { recursive: true });
  writeFileSync(partial(), content);
};
const savedWeights = (): Buffer =>
  readFileSync(join(plan.destination, 'snapshots', commit, 'diffusion_pytorch_model.safetensors'));

describe('a download', () => {
  it('lays the files out as huggingface_hub does', async () => {
    const folder = await run();
    expect(plan.destination).toBe(join(cache, 'models--madebyollin--taesd'));
    const inHome = planDownload('sd', join('/home/ada', '.cache', 'hub'), '/home/ada');
    expect(inHome.destinationShown).toBe(join('~', '.cache', 'hub', 'models--madebyollin--taesd'));
    expect(folder).toBe(join(plan.destination, 'snapshots', commit));
    expect(readFileSync(join(plan.destination, 'refs', 'main'), 'utf8')).toBe(commit);
    expect(readdirSync(join(plan.destination, 'blobs')).sort()).toEqual([gitOid, sha256].sort());
    expect(readFileSync(join(folder, 'config.json'))).toEqual(config);
    expect(savedWeights().equals(weights)).toBe(true);
    if (lstatSync(join(folder, 'config.json')).isSymbolicLink())
      expect(readlinkSync(join(folder, 'config.json'))).toBe(join('..', '..', 'blobs', gitOid));
  });

  it('tells its progress in bytes, upwards and to the end', async () => {
    const told: number[] = [];
    const total = config.length + weights.length;
    await run({
      progress: (received, all) => {
        expect(all).toBe(total);
        told.push(received);
      },
    });
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(total);
  });

  it('fetches nothing twice', async () => {
    await run();
    const before = hub.weightsRequests.length;
    await run();
    expect(hub.weightsRequests).toHaveLength(before);
  });

  it('sends no token, whatever the environment holds', async () => {
    vi.stubEnv('HF_TOKEN', 'hf_secret');
    await run();
    expect(hub.seen.map(({ authorization }) => authorization).filter((header) => header !== undefined)).toEqual([]);
  });

  it('asks the mirror that HF_ENDPOINT names', async () => {
    vi.stubEnv('HF_ENDPOINT', `${endpoint}/`);
    await download(plan, { consent: { consent: true, to: plan } });
    expect(savedWeights().equals(weights)).toBe(true);
  });
});

describe('consent', () => {
  it('is needed, and holds for the plan that was shown and no other', async () => {
    const other = { consent: { consent: true, to: planDownload('sdxl', cache) } } as const;
    await expect(run(other)).rejects.toMatchObject({ name: 'HubError', fault: 'consent' });
    // @ts-expect-error A caller that gets round the compiler is refused as well.
    await expect(download(plan, { endpoint })).rejects.toMatchObject({ fault: 'consent' });
    expect(hub.seen).toEqual([]);
    expect(readdirSync(cache)).toEqual([]);
  });
});

describe('what broke off', () => {
  it('is taken up again by range, from an earlier attempt', async () => {
    leavePartial(weights.subarray(0, 100_000));
    await run();
    expect(hub.weightsRequests.map(({ range }) => range)).toEqual(['bytes=100000-']);
    expect(savedWeights().equals(weights)).toBe(true);
  });

  it('is taken up again within one download', async () => {
    let requests = 0;
    hub.weightsAnswer = (request, response) =>
      requests++ === 0 ? breakOffAfter(120_000)(request, response) : sendFrom(startOf(request), weights, response);
    await run();
    expect(hub.weightsRequests.map(({ range }) => range)).toEqual([undefined, 'bytes=120000-']);
    expect(savedWeights().equals(weights)).toBe(true);
  });

  it('is kept when it breaks off for good', async () => {
    hub.weightsAnswer = breakOffAfter(50_000);
    await expect(run()).rejects.toMatchObject({ fault: 'interrupted' });
    expect(readFileSync(partial()).equals(weights.subarray(0, 200_000))).toBe(true);
    expect(existsSync(join(plan.destination, 'refs'))).toBe(false);
  });

  it('is begun anew where the server knows no ranges', async () => {
    leavePartial(weights.subarray(0, 1_000));
    hub.weightsAnswer = (_, response) => sendFrom(0, weights, response);
    await run();
    expect(savedWeights().equals(weights)).toBe(true);
  });

  it('is begun anew when it is longer than the file', async () => {
    leavePartial(Buffer.concat([weights, weights]));
    await run();
    expect(savedWeights().equals(weights)).toBe(true);
  });
});

describe('cancelling', () => {
  it('ends at once, keeps what came, and the next attempt goes on from there', async () => {
    hub.weightsAnswer = (_, response) => {
      response.writeHead(200, { 'Content-Length': weights.length });
      response.write(weights.subarray(0, 80_000));
    };
    const controller = new AbortController();
    const cancelled = run({
      signal: controller.signal,
      progress: (received) => {
        if (received >= 80_000 + config.length) controller.abort(new Error('enough'));
      },
    });
    await expect(cancelled).rejects.toThrow('enough');
    expect(readdirSync(join(plan.destination, 'blobs')).filter((name) => name.endsWith('.lock'))).toEqual([]);
    hub.weightsAnswer = null;
    await run();
    expect(hub.weightsRequests.at(-1)?.range).toBe('bytes=80000-');
    expect(savedWeights().equals(weights)).toBe(true);
  });
});

describe('what is not right', () => {
  it('is removed when its checksum is wrong', async () => {
    const spoilt = Buffer.from(weights);
    spoilt[1234] ^= 1;
    hub.weightsAnswer = (request, response) => sendFrom(startOf(request), spoilt, response);
    await expect(run()).rejects.toMatchObject({ fault: 'checksum' });
    expect(existsSync(partial())).toBe(false);
    expect(existsSync(blob(sha256))).toBe(false);
  });

  it('is not begun when the Hub says it is larger than was agreed to', async () => {
    hub.listed = { size: 10 ** 9, sha256 };
    await expect(run()).rejects.toMatchObject({ fault: 'size' });
    expect(hub.weightsRequests).toEqual([]);
  });

  it('is stopped when more comes than the Hub said', async () => {
    hub.listed = { size: 1_000, sha256 };
    await expect(run()).rejects.toMatchObject({ fault: 'size' });
  });

  it.each([
    [404, 'notFound', 'moved or renamed'],
    [403, 'notFound', 'huggingface-cli'],
    [429, 'refused', 'Try again in 17 seconds'],
    [500, 'refused', 'try again later'],
  ])('is explained when the answer is %i', async (status, fault, remedy) => {
    hub.weightsAnswer = (_, response) => response.writeHead(status, { 'Retry-After': '17' }).end('no');
    await expect(run()).rejects.toMatchObject({ fault, message: expect.stringContaining(remedy) as string });
    hub.apiAnswer = (response) => response.writeHead(status).end('no');
    await expect(run()).rejects.toMatchObject({ fault });
  });

  it('is told from a sign-in page', async () => {
    hub.apiAnswer = (response) => response.end('<html>Please sign in</html>');
    await expect(run()).rejects.toMatchObject({
      fault: 'refused',
      message: expect.stringContaining('sign-in') as string,
    });
  });

  it('is given up when the server falls silent', async () => {
    hub.weightsAnswer = (_, response) => {
      response.writeHead(200, { 'Content-Length': weights.length });
      response.write(weights.subarray(0, 10));
    };
    await expect(run({ silenceMilliseconds: 150 })).rejects.toMatchObject({ fault: 'refused' });
  });
});

describe('without a network', () => {
  it('says so', async () => {
    await hub.stop();
    await expect(run()).rejects.toMatchObject({
      fault: 'offline',
      message: expect.stringContaining('proxy') as string,
    });
    hub = new LocalHub();
    await hub.start();
  });

  it('makes no request when HF_HUB_OFFLINE is set', async () => {
    vi.stubEnv('HF_HUB_OFFLINE', '1');
    vi.stubEnv('HF_ENDPOINT', endpoint);
    const offline = download(plan, { consent: { consent: true, to: plan } });
    await expect(offline).rejects.toMatchObject({
      fault: 'offline',
      message: expect.stringContaining('Unset it') as string,
    });
    expect(hub.seen).toEqual([]);
  });
});

describe('the disk', () => {
  it.runIf(existsSync('/dev/full'))('may be full', async () => {
    mkdirSync(join(plan.destination, 'blobs'), { recursive: true });
    symlinkSync('/dev/full', partial());
    await expect(run()).rejects.toMatchObject({
      fault: 'disk',
      message: expect.stringContaining('Make room') as string,
    });
  });

  it('may have a file where the folder belongs', async () => {
    writeFileSync(plan.destination, '');
    await expect(run()).rejects.toMatchObject({ fault: 'disk' });
  });
});

describe('two windows', () => {
  it('at once download a file once', async () => {
    await Promise.all([run(), run()]);
    expect(hub.weightsRequests).toHaveLength(1);
    expect(savedWeights().equals(weights)).toBe(true);
  });

  it('do not wait for one that is gone', async () => {
    leavePartial(weights.subarray(0, 10));
    writeFileSync(`${partial()}.lock`, '');
    utimesSync(`${partial()}.lock`, new Date(0), new Date(0));
    await run();
    expect(savedWeights().equals(weights)).toBe(true);
  });
});
