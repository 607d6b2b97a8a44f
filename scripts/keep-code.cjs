/** Loaded before a run of the program, keeps the code that V8 compiled for it: `node -r ./scripts/keep-code.cjs bin/...` */
const { writeFileSync } = require('node:fs')
const vm = require('node:vm')

const { Script } = vm
vm.Script = class extends Script {
  constructor(text, options) {
    super(text, options)
    const name = `cli-${process.versions.v8}-${process.arch}.code`
    process.on('exit', () => writeFileSync(`dist/${name}`, this.createCachedData()))
  }
}
