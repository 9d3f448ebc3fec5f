/** What a member of a policy is called, here and in every form: `drainTimeoutSeconds` is `Drain timeout`. */
export const policyWord = (name: string): string =>
  name
    .replace(/Seconds$/, '')
    .replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/^./, (letter) => letter.toUpperCase())

/** A refusal's own words, in which members of a policy are called as the form calls them: `policy.maxUnavailable` is `Max unavailable`. */
export const inFormWords = (message: string): string =>
  message.replaceAll(/\bpolicy\.(\w+)/g, (_whole, name: string) => policyWord(name))

/** What can be chosen where a member of a policy is a word. */
export const policyChoices: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  onDrainTimeout: { force: 'Restart it all the same', fail: 'Leave it as it is, as failed' },
  onFailure: { stop: 'Stop: take no further server', continue: 'Go on with the others' },
}
