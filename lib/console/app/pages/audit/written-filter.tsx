import Input from '@cloudscape-design/components/input'
import { useEffect, useState } from 'react'
import { useViewState } from '../../view-state.ts'

interface WrittenFilterProps {
  label: string
  /** Where the address holds it. */
  name: string
  placeholder: string
  isDisabled?: boolean
}

/** A filter that the API takes as it is written, once nobody has written for a moment. */
export function WrittenFilter({ label, name, placeholder, isDisabled }: WrittenFilterProps) {
  const { get, set } = useViewState()
  const [text, setText] = useState(get(name))
  useEffect(() => {
    if (text === get(name)) return
    const timer = setTimeout(() => set({ [name]: text, page: '' }), 500)
    return () => clearTimeout(timer)
    // What the address holds follows what is written, and not the other way round.
  }, [text])
  return (
    <Input
      ariaLabel={label}
      inlineLabelText={label}
      value={text}
      placeholder={placeholder}
      disabled={isDisabled}
      onChange={({ detail }) => setText(detail.value)}
    />
  )
}
