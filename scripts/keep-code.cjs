/**
 * Loaded before a run of the program, keeps the code that V8 compiled for it and its threads, besides what was kept
 * before: `node -r ./scripts/keep-code.cjs bin/...`
 */
const { writeFileSync } = require('node:fs')
const vm = require('node:vm')
const { parentPort } = require('node:worker_threads')

const { Script } = vm
vm.Script = class extends Script {
  constructor(text, options) {
    super(text, options)
    const suffix = `-${process.versions.v8}-${process.arch}.code`
    const keep = () => writeFileSync(options.filename.replace('.cjs', suffix), this.createCachedData())
    if (!parentPort) return void process.on('exit', keep)
    // A thread is ended as soon as it has reported.
    const post = parentPort.postMessage.bind(parentPort)
    parentPort.postMessage = (message) => {
      keep()
      post(message)
    }
  }
}
