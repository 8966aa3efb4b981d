/** Words without which a definition can neither make a scheduler nor do anything with one. */
const words = /sched|pipe|diffus|num_inference_steps|init_noise_sigma|timesteps|sigma/i;

/** Whether a definition's text may have to do with schedulers. What it computes is still known when something asks for it. */
export const speaksOfSchedulers = (text: string): boolean => words.test(text);

/** What diffusers alone is spoken of with: a program that says none of it is not looked into at all. */
const unmistakable = /diffusers|set_timesteps|num_inference_steps|init_noise_sigma/;

export const speaksOfDiffusers = (text: string): boolean => unmistakable.test(text);
