using System.IO;

namespace Monitas.Agent.Images;

/// <summary>An image cannot be made or written. The message is fit to be shown to a person.</summary>
internal sealed class ImageException(string message) : IOException(message);
