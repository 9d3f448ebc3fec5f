import Select from '@cloudscape-design/components/select'
import { useViewState } from '../view-state.ts'

interface ChoiceProps {
  /** What is chosen by, as it is told to who cannot see it. */
  label: string
  /** Where the address holds what was chosen. */
  name: string
  options: readonly string[]
  /** What stands for no choice. */
  all: string
  /** What the options are called, where that is something else. */
  words?: Readonly<Record<string, string>>
}

/** A filter of a list by one of a few words; the address holds it. */
export function Choice({ label, name, options, all, words = {} }: ChoiceProps) {
  const { get, set } = useViewState()
  const chosen = get(name)
  const labelOf = (value: string) => words[value] ?? value
  return (
    <div className="choice">
      <Select
        ariaLabel={label}
        inlineLabelText={label}
        selectedOption={{ value: chosen, label: labelOf(chosen) || all }}
        options={[{ value: '', label: all }, ...options.map((value) => ({ value, label: labelOf(value) }))]}
        onChange={({ detail }) => set({ [name]: detail.selectedOption.value ?? '', page: '' })}
      />
    </div>
  )
}
