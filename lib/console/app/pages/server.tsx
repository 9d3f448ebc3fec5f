export { ServerPage as default } from './server/server.tsx'
