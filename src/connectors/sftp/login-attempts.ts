import type { AnyAuthMethod, AuthenticationType, KeyboardInteractiveCallback, Prompt } from 'ssh2';
import type { SftpSettings } from '../../contracts/connections/sftp.js';
import { oneLine } from './errors.js';

/**
 * Chooses the methods of one login, answers the server's questions, and remembers what it asked, so that a refusal can
 * be explained.
 */
export class LoginAttempts {
  readonly #settings: SftpSettings;
  readonly #untried: AuthenticationType[];
  #accepted: string | undefined;
  #last: string | undefined;
  #secondFactor: string | undefined;
  #wantsNewPassword = false;

  constructor(settings: SftpSettings) {
    this.#settings = settings;
    const { password, privateKey } = settings;
    const methods: AuthenticationType[] = privateKey === undefined ? [] : ['publickey'];
    if (password !== undefined) methods.push('password', 'keyboard-interactive');
    this.#untried = methods.length === 0 ? ['none'] : methods;
  }

  /**
   * The next method; the library passes what the server still allows, and whether it accepted the previous one as a
   * part.
   */
  readonly next = (
    _allowed: readonly string[] | null,
    partial: boolean | null,
    tell: (method: AnyAuthMethod | AuthenticationType | false) => void,
  ): void => {
    if (partial === true) this.#accepted = this.#last;
    const method = this.#untried.shift() ?? false;
    this.#last = method === false ? undefined : NAMES[method];
    tell(method);
  };

  /** Answers with the password if that is what is asked for. */
  readonly answer = (prompts: readonly Prompt[], finish: KeyboardInteractiveCallback): void => {
    finish(prompts.map((prompt, index) => this.#answerTo(prompt, index)));
  };

  readonly onChangePassword = (): void => void (this.#wantsNewPassword = true);

  #answerTo({ prompt, echo }: Prompt, index: number): string {
    if (/new.*(password|passwort)|neues.*passwort/i.test(prompt)) {
      this.#wantsNewPassword = true;
      return '';
    }
    const isPassword = /pass|kennwort|contrase|парол|密/i.test(prompt) && !/one.?time|otp|passcode/i.test(prompt);
    const fits =
      isPassword ||
      (echo !== true && index === 0 && this.#accepted === undefined && !/code|token|otp|one.?time|verif/i.test(prompt));
    if (fits && this.#accepted !== NAMES.password) return this.#settings.password ?? '';
    this.#secondFactor = oneLine(prompt);
    return '';
  }

  /** Says why the server refused the login, and what to do. */
  reason(): string {
    const { password, privateKey } = this.#settings;
    const tried = [
      ...(privateKey === undefined ? [] : ['private key']),
      ...(password === undefined ? [] : ['password']),
    ];
    const keys = ['username', ...tried.map((name) => name.replace(' ', '_'))].map((key) => `scp.${key}`);
    if (tried.length === 0) return 'neither scp.password nor scp.private_key is set';
    if (this.#wantsNewPassword)
      return 'the password has expired: the server asks for a new one; change it, then scp.password';
    if (this.#secondFactor !== undefined || this.#accepted !== undefined) {
      const taken = this.#accepted === undefined ? '' : `accepted the ${this.#accepted} and `;
      const asked = this.#secondFactor === undefined ? '' : ` ("${this.#secondFactor}")`;
      return `the server ${taken}asks for a second factor${asked}; use an account that needs none, or set the missing one of scp.password and scp.private_key`;
    }
    return `the server refused the ${tried.join(' and the ')}; check ${keys.join(' and ')}`;
  }
}

const NAMES: Readonly<Record<string, string>> & { readonly password: string } = {
  publickey: 'private key',
  password: 'password',
  'keyboard-interactive': 'answers',
  none: 'name',
};
