/** Turns the loops in WebAssembly on, for programs in browsers that have many numbers: `import 'loss-calc/fast'`. */
import { turnLoopsOn } from './engine/kernel-loops.ts'

turnLoopsOn()
