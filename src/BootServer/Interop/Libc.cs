namespace Monitas.BootServer.Interop;

/// <summary>
/// System calls that .NET does not offer: many datagrams in one call, and readiness of many sockets. One function a file, no logic.
/// Each returns -1 on failure; the reason is the last P/Invoke error (<see cref="Errno"/>).
/// </summary>
internal static partial class Libc
{
    private const string Library = "libc";
}
