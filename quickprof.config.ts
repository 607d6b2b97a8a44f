import quick from './vitest.quick.config.ts'
export default { ...quick, test: { ...quick.test, setupFiles: ['test/setup.ts','./profile-setup.ts'] } }
