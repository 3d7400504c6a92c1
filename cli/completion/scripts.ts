import type { CompletedCommand, Values } from './commands';
import type { Shell } from './shells';

type Script = (commands: readonly CompletedCommand[]) => string;

/** By shell: what its completion is switched on with. */
export const scripts = { bash, zsh, fish } satisfies Record<Shell, Script>;

const installation: Readonly<Record<Shell, string>> = {
  bash: 'in ~/.bashrc: source <(mfa-watch completion bash)',
  zsh: 'in ~/.zshrc, after compinit: source <(mfa-watch completion zsh)',
  fish: 'mfa-watch completion fish > ~/.config/fish/completions/mfa-watch.fish',
};

function bash(commands: readonly CompletedCommand[]): string {
  const words = (values: readonly string[]): string => `words=${quoted(values.join(' '))}`;
  return `# Completion of mfa-watch; ${installation.bash}
_mfa_watch() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command= words= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command \${COMP_WORDS[i]}" in
${cases(commands, (path) => `command=${quoted(path)}`, '      ')}
    esac
  done
  COMPREPLY=()
  case "$command $prev" in
${valueCases(commands, words, { files: 'return', text: 'return' })}
    *)
      case "$command" in
${commands.map((one) => `        ${quoted(one.path)}) ${words(wordsAfter(one))} ;;`).join('\n')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _mfa_watch mfa-watch
`;
}

function zsh(commands: readonly CompletedCommand[]): string {
  const described = ({ commands: inner, options }: CompletedCommand): string =>
    [...inner, ...options].map(({ name, description }) => quoted(`${name}:${description}`)).join(' ');
  const after = ({ values }: CompletedCommand): string =>
    values === 'files' ? '_files' : Array.isArray(values) ? `compadd -- ${values.join(' ')}` : '';
  const compadd = (values: readonly string[]): string => `compadd -- ${values.join(' ')}; return`;
  return `#compdef mfa-watch
# Completion of mfa-watch; ${installation.zsh}
_mfa_watch() {
  local command= word
  local -a names
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$command $word" in
${cases(commands, (path) => `command=${quoted(path)}`, '      ')}
    esac
  done
  case "$command \${words[CURRENT-1]}" in
${valueCases(commands, compadd, { files: '_files; return', text: 'return' })}
  esac
  case "$command" in
${commands.map((one) => `    ${quoted(one.path)}) names=(${described(one)}); _describe -o mfa-watch names; ${after(one)} ;;`).join('\n')}
  esac
}
if [ "$funcstack[1]" = _mfa_watch ]; then _mfa_watch "$@"; else compdef _mfa_watch mfa-watch; fi
`;
}

function fish(commands: readonly CompletedCommand[]): string {
  const entries = commands.flatMap((one) => {
    const here = `complete -c mfa-watch -n ${quotedInFish(`test (__mfa_watch_command) = "${one.path}"`)}`;
    return [
      ...one.commands.map(({ name, description }) => `${here} -f -a ${name} -d ${quotedInFish(description)}`),
      ...one.options.map(
        ({ name, description, values }) =>
          `${here} -l ${name.replace(/^--/, '')}${valueInFish(values)} -d ${quotedInFish(description)}`,
      ),
      ...(one.values === 'files' ? [] : [`${here} -f${Array.isArray(one.values) ? valueList(one.values) : ''}`]),
    ];
  });
  return `# Completion of mfa-watch; ${installation.fish}
function __mfa_watch_command
  set -l command ''
  for word in (commandline -opc)[2..-1]
    switch "$command $word"
${commands
  .filter(({ path }) => path !== '')
  .map(({ path }) => `      case ${quotedInFish(typed(path))}\n        set command ${quotedInFish(path)}`)
  .join('\n')}
    end
  end
  echo $command
end
${entries.join('\n')}
`;
}

function valueInFish(values: Values | undefined): string {
  if (values === undefined) return '';
  if (values === 'files') return ' -r';
  return ` -x${values === 'text' ? '' : valueList(values)}`;
}

function valueList(values: readonly string[]): string {
  return ` -a ${quotedInFish(values.join(' '))}`;
}

/** How a command looks when its last word has just been typed: what was before, a blank, the word. */
function typed(path: string): string {
  return path.includes(' ') ? path : ` ${path}`;
}

function cases(commands: readonly CompletedCommand[], then: (path: string) => string, indent: string): string {
  return commands
    .filter(({ path }) => path !== '')
    .map(({ path }) => `${indent}${quoted(typed(path))}) ${then(path)} ;;`)
    .join('\n');
}

function valueCases(
  commands: readonly CompletedCommand[],
  ofWords: (values: readonly string[]) => string,
  others: Readonly<Record<'files' | 'text', string>>,
): string {
  return commands
    .flatMap(({ path, options }) =>
      options.flatMap(({ name, values }) => {
        if (values === undefined) return [];
        const then = values === 'files' || values === 'text' ? others[values] : ofWords(values);
        return [`    ${quoted(`${path} ${name}`)}) ${then} ;;`];
      }),
    )
    .join('\n');
}

function wordsAfter({ commands, options, values }: CompletedCommand): string[] {
  const names = [...commands, ...options].map(({ name }) => name);
  return Array.isArray(values) ? [...names, ...(values as readonly string[])] : names;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function quotedInFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
