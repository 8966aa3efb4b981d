import { describe, expect, it } from 'vitest';
import { calls, help, helpOf, parsed, required, type VerbName } from '../../src/cli/calls';
import { UsageError } from '../../src/cli/output';

const verbs = Object.keys(calls) as VerbName[];

describe('help', () => {
  it('names every verb', () => {
    for (const verb of verbs) expect(help()).toMatch(new RegExp(`^  ${verb} `, 'm'));
  });

  it.each(verbs)('of %s names its options, their values and defaults', (verb) => {
    expect(helpOf(verb)).toMatch(new RegExp(`^usage: sigmascope ${verb}`));
    for (const option of Object.keys(calls[verb].options)) expect(helpOf(verb)).toContain(`--${option}`);
  });
});

describe('a call that does not fit', () => {
  it.each<[VerbName, string[], RegExp]>([
    ['show', [], /which file[^]*usage: sigmascope show FILE/],
    ['show', ['a.py', 'b.py'], /which file/],
    ['scan', [], /which file[^]*usage: sigmascope scan/],
    ['schedule', ['a.json'], /takes no a\.json/],
    ['show', ['a.py', '--xml'], /--xml[^]*usage: sigmascope show/],
    ['show', ['a.py', '--svg'], /--svg/],
  ])('of %s with %j says what is wrong and how the verb is called', (verb, args, message) => {
    expect(() => parsed(verb, calls[verb].options, args)).toThrow(UsageError);
    expect(() => parsed(verb, calls[verb].options, args)).toThrow(message);
  });

  it('names the option that is missing', () => {
    expect(() => required('decode', 'vae', undefined)).toThrow(/--vae is missing[^]*usage: sigmascope decode/);
  });
});
