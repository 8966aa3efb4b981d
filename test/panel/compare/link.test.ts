import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { additionsFor, standIn } from '../../../src/panel/compare/additions';
import { BadLink, linkPath, linkQuery, longestLink, schedulesOfLink } from '../../../src/panel/compare/link';
import type { NamedSubject } from '../../../src/panel/protocol';

const request = {
  className: 'EulerDiscreteScheduler',
  via: 'init' as const,
  config: { beta_start: 0.00085, trained_betas: null, sigma_max: { float: 'inf' as const } },
  call: { sigmas: [14.6, 1.5, 0] },
  evenSigmas: false,
};
const schedules: readonly NamedSubject[] = [
  { name: 'Euler, “mine”', subject: { kind: 'scheduler', request } },
  { name: 'karras', subject: { kind: 'kDiffusion', schedule: 'karras', steps: 20, model: request } },
];

const packed = (content: unknown): string =>
  `c=${deflateRawSync(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64url')}`;

describe('a link to a comparison', () => {
  it('opens the very schedules it was made of', () => {
    expect(schedulesOfLink(linkPath, linkQuery(schedules))).toEqual(schedules);
  });

  it('holds twenty schedules with room to spare', () => {
    const twenty = additionsFor(standIn)
      .flatMap(({ additions }) => additions)
      .slice(0, 20)
      .map(({ pin: { name, subject } }) => ({ name, subject }));
    const query = linkQuery(twenty);
    expect(query.length).toBeLessThan(longestLink / 4);
    expect(schedulesOfLink(linkPath, query)).toEqual(twenty);
  });

  it('is not made of more than it can carry', () => {
    const values = Array.from({ length: 40_000 }, (_, i) => Math.sin(i));
    const huge = { ...request, call: { sigmas: values } };
    expect(() => linkQuery([{ name: 'huge', subject: { kind: 'scheduler', request: huge } }])).toThrow(/JSON/);
  });
});

describe('a link that somebody tampered with', () => {
  const deep = `{"version":1,"schedules":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
  const hostile: readonly (readonly [why: string, path: string, query: string, message: RegExp])[] = [
    ['another path', '/run', linkQuery(schedules), /nothing to open/],
    ['no schedules', linkPath, '', /incomplete/],
    ['characters that are not of it', linkPath, 'c=%3Cscript%3E', /incomplete/],
    ['an end cut off', linkPath, linkQuery(schedules).slice(0, -9), /damaged/],
    ['too much of it', linkPath, `c=${'A'.repeat(longestLink)}`, /longer/],
    ['a megabyte in a few bytes', linkPath, packed('0'.repeat(5_000_000)), /damaged/],
    ['lists within lists', linkPath, packed(deep), /lists within lists/],
    ['text that is no JSON', linkPath, packed('{"version":1'), /not JSON/],
    ['another version', linkPath, packed({ version: 2, schedules }), /version/],
    ['no schedule', linkPath, packed({ version: 1, schedules: [] }), /schedules/],
    ['too many schedules', linkPath, packed({ version: 1, schedules: Array(100).fill(schedules[0]) }), /schedules/],
    [
      'a name without end',
      linkPath,
      packed({ version: 1, schedules: [{ ...schedules[0], name: 'x'.repeat(5000) }] }),
      /name/,
    ],
    [
      'a schedule that does not exist',
      linkPath,
      packed({ version: 1, schedules: [{ name: 'x', subject: { ...schedules[1].subject, schedule: 'constructor' } }] }),
      /schedule/,
    ],
  ];

  it.each(hostile)('is refused for %s', (_why, path, query, message) => {
    expect(() => schedulesOfLink(path, query)).toThrow(BadLink);
    expect(() => schedulesOfLink(path, query)).toThrow(message);
  });

  it('is never worse than refused, whatever it holds', () => {
    const property = fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map(packed),
        fc.base64String().map((c) => `c=${c}`),
      ),
      (query) => {
        try {
          schedulesOfLink(linkPath, query);
        } catch (error) {
          expect(error).toBeInstanceOf(BadLink);
        }
      },
    );
    fc.assert(property);
  });
});
