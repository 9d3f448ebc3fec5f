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
  const held = get(name)
  const [text, setText] = useState(held)
  // A link to the same page may hold something else.
  useEffect(() => setText(held), [held])
  useEffect(() => {
    if (text === held) return
    const timer = setTimeout(() => set({ [name]: text, page: '' }), 500)
    return () => clearTimeout(timer)
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
