import FileUpload from '@cloudscape-design/components/file-upload'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { Confirm } from '../../parts/confirm.tsx'
import { namesIn } from './archive-names.ts'
import { startUpload } from './uploads.ts'

/** Asks for an archive and what it is to be called; the upload goes on when the dialog is gone. */
export function UploadDialog({ onClose }: { onClose: () => void }) {
  const [file, setFile] = useState<File>()
  const [names, setNames] = useState({ applicationName: '', versionName: '' })
  const choose = ([chosen]: readonly File[]) => {
    setFile(chosen)
    if (chosen) setNames(namesIn(chosen.name))
  }
  const name = (member: keyof typeof names, label: string, description: string) => (
    <FormField label={label} description={description}>
      <Input value={names[member]} onChange={({ detail }) => setNames({ ...names, [member]: detail.value })} />
    </FormField>
  )
  return (
    <Confirm
      title="Upload archive"
      action="Upload"
      isDisabled={!file}
      onConfirm={() => {
        if (file) startUpload(file, names)
        onClose()
      }}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <FormField label="Archive" description="A Mule application as a zip file, up to 1 GB.">
          <FileUpload
            value={file ? [file] : []}
            onChange={({ detail }) => choose(detail.value)}
            accept=".zip,.jar"
            showFileSize
            i18nStrings={{
              uploadButtonText: () => 'Choose file',
              dropzoneText: () => 'Drop file here',
              removeFileAriaLabel: () => 'Remove file',
              limitShowFewer: 'Show fewer',
              limitShowMore: 'Show more',
              errorIconAriaLabel: 'Error',
            }}
          />
        </FormField>
        {name('applicationName', 'Application', 'The name of an existing application adds a version to it.')}
        {name('versionName', 'Version', 'Leave it empty to use the time of the upload, in UTC.')}
      </SpaceBetween>
    </Confirm>
  )
}
