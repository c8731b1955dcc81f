using System;

namespace Monitas.BootServer.Tftp;

/// <summary>A file in memory.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="OnSent">Called once when the client has acknowledged the last byte.</param>
internal sealed record TftpFile(ReadOnlyMemory<byte> Content, Action OnSent);
