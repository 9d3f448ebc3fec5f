export { Repository as default } from './repository/repository.tsx'
