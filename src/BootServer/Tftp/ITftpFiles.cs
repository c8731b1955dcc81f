using System.Net;

namespace Monitas.BootServer.Tftp;

/// <summary>The files that a TFTP server has. Safe to call from any thread.</summary>
internal interface ITftpFiles
{
    /// <summary>Opens a file for one transfer; null when there is none of that name.</summary>
    /// <param name="name">As <see cref="TftpFileName"/> cleaned it.</param>
    /// <param name="client">Who asks.</param>
    TftpFile? Open(string name, IPEndPoint client);

    /// <summary>Hears of the beginning and the end of each transfer, and of each refusal. Quick, and never throws.</summary>
    void Report(TftpReport report);
}
