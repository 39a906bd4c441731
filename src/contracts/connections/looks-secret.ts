/** Whether a name says that its value is a credential. Where pages go on ("page_token") is none. */
export const isSecretName = (name: string): boolean => SECRET_NAMES.test(name) && !PLACES.test(name);

/** Whether a parameter is a credential by its name, or its value looks made by chance, as keys are. */
export const looksSecret = (name: string, value: string): boolean =>
  isSecretName(name) || (MADE_BY_CHANCE.test(value) && !PLACES.test(name));

const SECRET_NAMES =
  /^(?:key|sig|auth|jwt|sas|pwd|sid)$|api[-_]?key|access[-_]?key|token|secret|passw|signature|credential|session|authorization/i;

/** Where pages go on, in the words of services. */
const PLACES = /^(?:page|next|continuation|cursor|sync)[-_]?(?:page[-_]?)?token$/i;

/** Letters of both cases with digits, hexadecimal digits as of a hash or a UUID, a JSON Web Token. */
const MADE_BY_CHANCE = /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w+/=~%-]{16,}$|^[\da-fA-F-]{32,}$|^eyJ[\w.-]{20,}$/;
