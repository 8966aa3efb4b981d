/** Whether a file may hold settings that name a scheduler, by its name: what reads them is only loaded for such files. */
export const isSettingsFile = (name: string): boolean => /\.(json|ya?ml|toml)$/i.test(name);

/** Files that diffusers writes to say which scheduler there is: what is wrong with them is said, whatever they hold. */
export const isConfigFile = (name: string): boolean => /(^|[\\/])(scheduler_config|model_index)\.json$/i.test(name);

/** Texts without this word name no scheduler, and are not even parsed. */
export const mayNameScheduler = (text: string): boolean => text.includes('Scheduler');
