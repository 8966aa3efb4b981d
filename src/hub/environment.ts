/**
 * What the user's environment says about the Hub, with huggingface_hub's own variables.
 * Source: huggingface_hub, constants.py.
 */
import { HubError } from './errors';

export type Environment = Readonly<Record<string, string | undefined>>;

const publicHub = 'https://huggingface.co';

/**
 * The Hub's address: HF_ENDPOINT, for those who have a mirror, or the public one.
 * @throws HubError when the Hub must not be asked, or HF_ENDPOINT is no address
 */
export function hubEndpoint(environment: Environment): string {
  const { HF_HUB_OFFLINE: offline = '', HF_ENDPOINT: endpoint = '' } = environment;
  if (/^(1|on|yes|true)$/i.test(offline))
    throw new HubError('offline', `HF_HUB_OFFLINE is ${offline}, so nothing is downloaded. Unset it and try again.`);
  if (endpoint === '') return publicHub;
  if (!/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : ''))
    throw new HubError('offline', `HF_ENDPOINT is "${endpoint}", which is no web address. Correct or unset it.`);
  return endpoint.replace(/\/+$/, '');
}
