import type { OptionsOf } from '../../catalog/types/configurationReading';
import { readConfigFile, type TextBeside } from './configFile';
import type { Analysis } from '../sites/site';
import { readSettings } from './readSettings';

/**
 * What a file that is no program says of schedulers: diffusers' own JSON, or somebody's YAML or TOML. Never throws.
 *
 * @param name of the file as the user is told it; it tells the format
 * @param optionsOf tells the classes that diffusers has, and what they take
 */
export function readSettingsFile(name: string, text: string, optionsOf: OptionsOf, beside: TextBeside): Analysis {
  if (/\.json$/i.test(name)) return readConfigFile(name, text, beside);
  return readSettings(text, /\.toml$/i.test(name) ? 'toml' : 'yaml', optionsOf);
}
