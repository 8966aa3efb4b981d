import type { Control } from '../../../src/panel/shared/controls';
import { element } from '../../elements/element';
import { NumberField } from './numberField';
import { numbersIn, writtenNumbers } from './written';

/** What a control tells when the user turns it; undefined while what is written is no value yet. */
export type OnValue = (value: unknown) => void;

/** The part of a control that holds the value. */
export interface Field {
  /** What to lay out: the fields in their order. */
  readonly parts: readonly HTMLElement[];
  /** Shows a value without telling anyone; what the user is typing is left alone. */
  show(value: unknown): void;
}

/** The field for an option's type. `label` is the id of the text that names it. */
export function fieldFor({ option, range, name }: Control, label: string, onValue: OnValue): Field {
  const names = { 'aria-labelledby': label, 'data-option': name };
  switch (option.type) {
    case 'boolean':
      return checkbox(names, onValue);
    case 'choice':
      return dropdown(names, option.choices ?? [], option.nullable === true, onValue);
    case 'integer':
    case 'number':
      return new NumberField(
        names,
        range,
        { whole: option.type === 'integer', nullable: option.nullable === true },
        onValue,
      );
    case 'numbers':
      return listField(names, option.nullable === true, onValue);
    case 'text':
      return textField(names, option.nullable === true, onValue);
  }
}

type Names = Readonly<Record<string, string>>;

function checkbox(names: Names, onValue: OnValue): Field {
  const box = element('input', { type: 'checkbox', class: 'check', ...names });
  box.addEventListener('change', () => onValue(box.checked));
  return { parts: [box], show: (value) => void (box.checked = value === true) };
}

function dropdown(names: Names, choices: readonly string[], nullable: boolean, onValue: OnValue): Field {
  const none = nullable ? [element('option', { value: '' }, 'None')] : [];
  const written = choices.map((choice) => element('option', { value: choice }, choice));
  const list = element('select', { class: 'select', ...names }, ...none, ...written);
  list.addEventListener('change', () => onValue(list.value === '' ? null : list.value));
  return {
    parts: [list],
    show: (value) => {
      const text = typeof value === 'string' ? value : '';
      // What the code says may be none of the choices, and is then one more.
      if (text !== '' && !choices.includes(text) && !list.querySelector(`option[value="${CSS.escape(text)}"]`))
        list.append(element('option', { value: text }, text));
      // Browsers that fill in forms look at all of this one whenever a list is written, whatever it was before.
      if (list.value !== text) list.value = text;
    },
  };
}

function listField(names: Names, nullable: boolean, onValue: OnValue): Field {
  const typed = element('textarea', {
    class: 'list',
    rows: 1,
    spellcheck: 'false',
    placeholder: nullable ? 'None' : '[]',
    ...names,
  });
  typed.addEventListener('input', () => {
    const text = typed.value.trim();
    const value = text === '' || text === 'None' ? (nullable ? null : []) : numbersIn(text);
    typed.setAttribute('aria-invalid', String(value === undefined));
    if (value !== undefined) onValue(value);
  });
  return {
    parts: [typed],
    show: (value) => {
      if (document.activeElement === typed) return;
      typed.value = Array.isArray(value) ? writtenNumbers(value) : '';
      typed.removeAttribute('aria-invalid');
    },
  };
}

function textField(names: Names, nullable: boolean, onValue: OnValue): Field {
  const typed = element('input', { type: 'text', class: 'text', placeholder: nullable ? 'None' : '', ...names });
  typed.addEventListener('input', () => onValue(typed.value === '' && nullable ? null : typed.value));
  return {
    parts: [typed],
    show: (value) => {
      if (document.activeElement !== typed) typed.value = typeof value === 'string' ? value : '';
    },
  };
}
