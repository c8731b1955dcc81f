using System.Net;
using Monitas.BootServer.Tftp;
using Xunit;

namespace Monitas.BootServer.Tests.Tftp;

public sealed class TftpAdmissionTests
{
    private readonly TftpAdmission _admission = new();

    [Fact]
    public void Enter_SameRequestOfTheSamePort_IsRepeatedUntilItLeaves()
    {
        Assert.Equal(TftpAdmissionAnswer.Admitted, _admission.Enter(Client(1, 2070), "a"));
        Assert.Equal(TftpAdmissionAnswer.Repeated, _admission.Enter(Client(1, 2070), "a"));
        Assert.Equal(TftpAdmissionAnswer.Admitted, _admission.Enter(Client(1, 2070), "b"));
        Assert.Equal(TftpAdmissionAnswer.Admitted, _admission.Enter(Client(1, 2071), "a"));

        _admission.Leave(Client(1, 2070), "a");

        Assert.Equal(TftpAdmissionAnswer.Admitted, _admission.Enter(Client(1, 2070), "a"));
        Assert.Equal(3, _admission.Count);
    }

    [Fact]
    public void Enter_GreedyClients_LeavePlacesForOthers()
    {
        int[] taken = [Take(1), Take(2), Take(3)];

        Assert.Equal(TftpAdmissionAnswer.Busy, _admission.Enter(Client(1, 1), "one more"));
        Assert.Equal(TftpAdmissionAnswer.Admitted, _admission.Enter(Client(4, 1), "a"));
        Assert.InRange(taken[0], 200, (TftpAdmission.MaximumTransfers / 2) - 1);
        Assert.True(taken[0] > taken[1] && taken[1] > taken[2], string.Join(' ', taken));
    }

    [Fact]
    public void Enter_ManyClients_AreBoundedAltogether()
    {
        int admitted = 0;
        for (int i = 0; i < 2 * TftpAdmission.MaximumTransfers; i++)
        {
            admitted += _admission.Enter(Client(i, 1), "a") == TftpAdmissionAnswer.Admitted ? 1 : 0;
        }

        Assert.Equal(TftpAdmission.MaximumTransfers, admitted);
    }

    [Fact]
    public void Leave_WhatIsNotThere_ChangesNothing()
    {
        _admission.Enter(Client(1, 1), "a");
        _admission.Leave(Client(1, 1), "b");
        _admission.Leave(Client(2, 1), "a");
        Assert.Equal(1, _admission.Count);
    }

    /// <summary>Takes all that one address gets.</summary>
    private int Take(int address)
    {
        int taken = 0;
        while (_admission.Enter(Client(address, 1), $"{taken}") == TftpAdmissionAnswer.Admitted)
        {
            taken++;
        }

        return taken;
    }

    private static IPEndPoint Client(int address, int port) => new(new IPAddress([10, 0, (byte)(address >> 8), (byte)(address & 0xff)]), port);
}
