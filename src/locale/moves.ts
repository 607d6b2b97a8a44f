const preds = ['example:files/preds.csv', '--input-cols', 'p_*', '--target-col', 'label']

/** What `loss-calc demo` shows, and the words that show it. */
export const moves: readonly (readonly [says: string, argv: readonly string[]])[] = [
  [
    'A loss of columns by name: labels are names, rows have names, and the divisor of the mean is told.',
    ['ce', ...preds, '--from', 'probs', '--id', 'image'],
  ],
  ['Every step of one sample.', ['ce', ...preds, '--from', 'probs', '--id', 'image', '--explain', 'b.png']],
  [
    'The worst samples, and the mean by any column.',
    ['ce', ...preds, '--from', 'probs', '--id', 'image', '--top', '2', '--group-by', 'split'],
  ],
  ['A likely mistake is told, and changes no number: softmax applied twice.', ['ce', ...preds, '-q']],
  [
    'Another program printed 5.2992. By which convention?',
    [
      'identify',
      '[[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]]',
      '[2, 1]',
      ...['--weight', '2,4,6', '--value', '5.2992', '--loss', 'ce'],
    ],
  ],
  [
    'Two models on the same samples.',
    [
      'compare',
      'ce',
      preds[0]!,
      'example:files/model-b.csv',
      ...preds.slice(1),
      '--from',
      'probs',
      '--id',
      'image',
    ],
  ],
]
