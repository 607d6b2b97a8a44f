/*
 * A port of focal for loss-calc check: Focal loss of logits (sigmoid or softmax).
 *
 *   sigmoid: loss = alphaT modulator ce; modulator = miss^gamma, miss = 1 - pT, pT = probability of the right side
 *   softmax: loss = -sum_c alpha_c w_c y_c modulator_c logSoftmax_c; modulator = (1 - softmax)^gamma, y as in ce
 *
 *   loss-calc check
 *
 * Fill in the two functions with empty bodies. Each line of standard input is a case as a JSON object; the answer is
 * a line as well. The reduction is one of none, mean, sum.
 */
import Foundation

/// Numbers in row-major order; a single number has no shape.
struct Tensor {
    var shape: [Int] = []
    var data: [Double] = []
}

/// Options with their defaults.
struct Options {
    /// focusing power; 0 is plain cross-entropy; a number >= 0
    var gamma: Double = 2
    /// weight of the positive side; the other side gets 1 - alpha; a number in [0, 1], or -1 for off; not given: 0.25
    var alpha: Tensor? = nil
    /// rescales each element; any shape that broadcasts to the input
    var weight: Tensor? = nil
    /// weight of the positive side, per class or any shape that broadcasts to the input
    var posWeight: Tensor? = nil
    /// class index that is skipped, and left out of the mean; an integer
    var ignoreIndex: Int = -100
    /// share of the target spread evenly over all classes; a number in [0, 1]
    var labelSmoothing: Double = 0
    /// sigmoid or softmax; empty: as the shapes say
    var form = ""
}

/// Your port: one number for a mean or a sum, the losses for none.
///
/// input: logit
/// target: probability
func focal(_ input: Tensor, _ target: Tensor, _ o: Options, _ reduction: String) -> [Double] {
    return [Double.nan]
}

/// The gradient with respect to input, of the sum for none; nil as long as you have none.
func focalGrad(_ input: Tensor, _ target: Tensor, _ o: Options, _ reduction: String) -> [Double]? {
    return nil
}

func options(_ params: [String: Any]) -> Options {
    var o = Options()
    if let value = params["gamma"] { o.gamma = number(value) }
    if let value = params["alpha"] { o.alpha = tensor(value) }
    if let value = params["weight"] { o.weight = tensor(value) }
    if let value = params["pos_weight"] { o.posWeight = tensor(value) }
    if let value = params["ignore_index"] { o.ignoreIndex = Int(number(value)) }
    if let value = params["label_smoothing"] { o.labelSmoothing = number(value) }
    return o
}

/// JSON has no number for NaN and infinities: they come as texts.
func number(_ value: Any) -> Double {
    if let text = value as? String { return Double(text) ?? Double.nan }
    return (value as? NSNumber)?.doubleValue ?? Double.nan
}

func tensor(_ value: Any) -> Tensor {
    guard let list = value as? [Any] else { return Tensor(shape: [], data: [number(value)]) }
    var whole = Tensor(shape: [list.count], data: [])
    for (i, one) in list.enumerated() {
        let part = tensor(one)
        if i == 0 { whole.shape += part.shape }
        whole.data += part.data
    }
    return whole
}

func spelled(_ values: [Double]) -> String {
    return values.map { (x: Double) -> String in
        if x.isNaN { return "\"NaN\"" }
        if x.isInfinite { return x > 0 ? "\"Infinity\"" : "\"-Infinity\"" }
        return "\(x)"
    }.joined(separator: ",")
}

setvbuf(stdout, nil, _IOLBF, 0)
while let line = readLine() {
    guard let asked = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else { exit(2) }
    var o = options(asked["params"] as? [String: Any] ?? [:])
    o.form = asked["mode"] as? String ?? ""
    let reduction = asked["reduction"] as? String ?? "mean"
    let value = spelled(focal(tensor(asked["input"]!), tensor(asked["target"]!), o, reduction))
    var told = reduction == "none" ? "\"per_sample\":[\(value)]" : "\"value\":\(value)"
    if asked["grad"] as? Bool ?? false, let grad = focalGrad(tensor(asked["input"]!), tensor(asked["target"]!), o, reduction) {
        told += ",\"grad\":[\(spelled(grad))]"
    }
    print("{\(told)}")
}
